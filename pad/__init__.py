"""Call from the window PC (按键叫号): keys that work while another program has the focus, told to the hall over HTTP.

A program of its own beside the clerk's keyboard, as the kiosk is beside the printer; of the hall it may import
`hall.rules` alone. A key becomes an act (`keymap`), an act becomes one request with one key of its own (`pressing`,
`line`), and the answer becomes a line of light and a sound (`saying`, `bar`, `tones`).
"""
