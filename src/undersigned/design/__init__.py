"""Pure looks: tokens, layers, components, base templates, tiny scripts. Knows no petition."""
