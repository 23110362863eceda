"""A campaign as a folder of files: `load` puts one on the site, `dump` writes one, `samples` reads its sample signers.

    campaign.toml   the fields and the sections, in order
    petition.txt    what is signed
    privacy.md      the privacy notice
    texts/*.md      the longer texts of sections
    media/*         pictures, films, captions
    campaign.es.toml, es/*  the same in another language: its words alone
    samples.toml    sample signers, for demonstrations only

The layout is the same both ways: what was loaded is dumped as it was, byte for byte, once it has been dumped before.
"""

from undersigned.campaigns.folder.dumping import dump as dump
from undersigned.campaigns.folder.loading import Loaded as Loaded
from undersigned.campaigns.folder.loading import load as load
from undersigned.campaigns.folder.problems import FolderProblem as FolderProblem
from undersigned.campaigns.folder.samples import Samples as Samples
from undersigned.campaigns.folder.samples import read as samples  # noqa: F401 – it hides the module of that name
