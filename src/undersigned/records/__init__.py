"""Writes the papers that data protection asks for, from what the rooms declare and what organisers have entered.

The record of processing, the beginning of an impact assessment, what to do after a breach, an agreement with a
processor. They are a beginning, and no advice: somebody who knows the law reads them before they are signed.
"""
