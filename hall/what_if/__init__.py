"""Ask what a past day would have been with one thing changed (如果当天)."""
