"""Pure functions between values and the wire: no clock, no network, no disk, no chance."""
