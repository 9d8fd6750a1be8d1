"""What others follow and find by themselves: feeds in Atom, and the map of the site."""
