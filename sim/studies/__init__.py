"""Studies: questions answered in one call, from what is played or stored to what was found."""
