"""Reading what was said and written in a session, so that a person has less to type.

Pure calculation: no database, no settings, the same answer for the same words. Everything found here is a proposal.
"""
