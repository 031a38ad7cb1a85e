"""Playing a scenario: games, seats, views, the recording of a run and the replay of a record."""
