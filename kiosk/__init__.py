"""Stand beside the printer (取号机): touch pages on localhost, the number from the hall, the slip on paper.

A program of its own: it may import nothing of `hall` but `hall.rules`, and knows the hall by its HTTP alone.
"""
