"""Who works at the desk: invitations, roles, two steps to sign in, sessions. What is stored is `accounts`' business."""
