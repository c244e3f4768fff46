"""The preludes that ship with servanda, in the agreement language; `use NAME` takes one over."""
