"""Statistics on tables of results. No module here plays a run or reads a file."""
