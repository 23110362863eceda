"""Accept, confirm, withdraw: the heart. Promises that an acknowledged signature is never lost and never counted twice.

Read in the order of a signature's life: `submission` (what a visitor typed), `accept` (the row it becomes), `batch`
(one commit for all who wait), `store` with `sqlite` and `postgres` (the commit itself), `confirm`, `withdraw`, `count`.
"""
