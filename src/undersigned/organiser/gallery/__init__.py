"""Every public page in every state, and every kind of section, to be looked at side by side at the desk."""
