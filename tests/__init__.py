"""Tests as stories: what a hall manager could read."""
