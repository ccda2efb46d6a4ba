"""Share what all doors need: pages, words, answers, sign-in, the relay."""
