"""What every generated client is built of, ours and anybody's: the code that is the same for all documents.

Generated packages import it and give it on under their own names, as in `tarry_clients.fullstory.errors`. It knows no job.
"""
