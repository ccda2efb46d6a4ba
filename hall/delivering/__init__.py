"""Deliver webhooks (推送): the program `hall webhooks`."""
