"""Write calls to LED bars on a bus (条屏): a client of the hall's screens, with one sample driver for RS-485."""
