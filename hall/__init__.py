"""Run a service hall: tickets, queues, windows, screens. Each folder is a place of the hall; see ARCHITECTURE.md."""
