"""Keep the ledger (叫号台账) in SQL: every event for good, and what follows from the events.

The recorder alone writes it (`writing`), reports alone read it (`asking`). What is derived can be made anew from the
events at any time.
"""
