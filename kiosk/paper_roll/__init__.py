"""Be a printer that is a program (纸卷): hear ESC/POS on TCP, show the paper on a page, have faults on request.

The demo prints on it and the tests use it as hardware. It shares no code with the side that prints but the model
of the bytes: `hearing` takes commands apart, `machine` prints them on paper, `wire` is the socket, `page` the view.
"""
