"""Prospect: forecasts that are sealed before what they are about, and scored when it has come."""
