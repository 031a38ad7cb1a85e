"""People as players: the console, the sheet as text, the control desk."""
