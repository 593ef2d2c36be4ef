"""Faults, at every place: each recorded wait, with each fault, at each request, through each driver.

`make faults` prints the matrix, `test_faults.py` runs the same cases with the other tests, and
`python -m faults --write DIR` writes derived recordings down, to look at.

recordings  what was recorded, and which place each request has in a job
faults      what can go wrong, and how a recording is derived that has it
expected    what has to come of it: one table, by fault and place
playing     a derived recording as a server, and the drivers
judging     what is held against every run
"""
