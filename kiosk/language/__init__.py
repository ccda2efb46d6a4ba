"""The words of the touch pages, one catalogue a language; `kiosk.words` says them."""
