"""The rules of the hall: pure Python, standard library only, no clock, no Redis, no network.

Everything here can be read aloud to a hall manager; what moves tickets lives in `hall.store`.
"""
