"""The Flask extensions; only the doors and the frame import them."""

from flask_sqlalchemy_lite import SQLAlchemy

db = SQLAlchemy()
