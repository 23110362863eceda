"""Makes the packet that is handed to whom a petition is addressed to: papers, lists, and how to check them."""
