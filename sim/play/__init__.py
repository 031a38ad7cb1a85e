"""Playing a scenario: who decides, what is written down, and how a record is played again."""
