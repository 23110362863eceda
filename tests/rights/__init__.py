"""What signers do themselves with what is held of them."""
