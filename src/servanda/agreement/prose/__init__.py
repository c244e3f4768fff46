"""The blocks read back in plain English, for whoever knows only the prose: `agreement` puts the parts together."""
