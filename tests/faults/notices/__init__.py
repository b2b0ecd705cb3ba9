"""An app that brings one kind of message, as the product's own apps do."""
