"""Hear what people plug into a Linux machine (输入设备): the one place that knows /dev/input and cables pulled out.

Below both programs that stand beside people, `kiosk` and `pad`: it imports nothing of them and nothing of the hall.
"""
