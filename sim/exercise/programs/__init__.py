"""Programs, servers and language models as players, by one protocol; and how a seat is spelt."""
