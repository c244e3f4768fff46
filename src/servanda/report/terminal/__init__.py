"""An assessment at the terminal: `assessment` puts together what `rows`, `beside` and `summary` say, on a `layout`."""
