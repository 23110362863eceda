"""What a new campaign begins with: a draft of a few words, and gaps that its organiser fills.

Each start is a campaign's folder, as `campaigns.folder` reads it, in `folders`. Two marks stand in its words:

    {sponsor}       a field of the campaign, filled in when the draft is made
    [✎ why]         a gap: what is to be written there. No page with a gap can be published.
"""
