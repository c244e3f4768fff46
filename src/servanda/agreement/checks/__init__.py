"""What can be wrong with a statement of the text, one module for each kind of statement or clause."""
