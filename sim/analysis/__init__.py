"""Statistics on tables of results. Nothing here plays a run or reads a file."""
