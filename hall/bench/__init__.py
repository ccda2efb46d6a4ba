"""Measure this machine (测速). Figures are for people to compare within one run; no test depends on them.

Everything runs on a private server and on 127.0.0.1 alone, and ends by itself.
"""
