"""The roles of users. Each includes the ones before it."""

from app.vocab.coded import Coded


class Role(Coded):
    """What somebody who signed in may do, from least to most."""

    READER = "reader", "Reader", "Has an account: may watch occurrences and keep drafts, but not contribute."
    CONTRIBUTOR = "contributor", "Contributor", "May contribute; what they contribute waits for an editor's review."
    EDITOR = "editor", "Editor", "May review, rank, merge and withdraw; their own contributions go live at once."
    ADMIN = "admin", "Administrator", "May also manage users and see the settings."
