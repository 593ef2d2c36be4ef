"""Faults, at every place: each recorded wait, with each fault, at each request, through each driver.

`make faults` prints the matrix, `make faults CASE=fullstory/partial:3:429-seconds:trio` runs one case, or all that begin
so, and `test_faults.py` runs the same cases with the other tests. Derived recordings are made in memory, the same every time;
`PYTHONPATH=tests python -m faults --case ... --write DIR` writes them down, marked as derived, to poll.

recordings  what was recorded, and which place each request has in a job
faults      what can go wrong, and how a recording is derived that has it
expected    what has to come of it: one table, by fault and place
playing     a derived recording as a server, and the drivers
judging     what is held against every run
matrix      cases through drivers
"""
