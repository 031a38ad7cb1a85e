"""Studies: functions that answer one question in one call, from playing or reading to findings."""
