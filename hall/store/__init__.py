"""Keep the hall's truth: the only place that knows Redis. Changes go through `tickets`, queries through `reading`."""
