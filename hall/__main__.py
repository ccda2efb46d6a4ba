"""Let `python -m hall` be the same as `hall`."""

from hall.cli import main

main()
