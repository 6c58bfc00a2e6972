"""Tidy numbers → figures; `write_figures` draws all of them, each `plot_…` function one kind into given axes."""

from analysis.charts.agency import plot_constructions
from analysis.charts.changes import plot_changes
from analysis.charts.collocates import plot_collocates
from analysis.charts.concentration import plot_concentration
from analysis.charts.contested import plot_contested_names, plot_contested_over_time, plot_contested_set
from analysis.charts.copies import plot_copies
from analysis.charts.differences import plot_compared, plot_found, plot_robustness
from analysis.charts.distance import plot_distance
from analysis.charts.frame_speakers import plot_frame_speakers, plot_repeats
from analysis.charts.frames import (
    plot_frame_by_outlet,
    plot_frames_by_voice,
    plot_frames_of_one_outlet,
)
from analysis.charts.key_words import plot_key_words
from analysis.charts.keyness import plot_keyness
from analysis.charts.kinds import plot_kinds
from analysis.charts.pairs import plot_pairs
from analysis.charts.prominence import plot_prominence
from analysis.charts.readings import plot_adjustments, plot_label_changes, plot_readings, plot_sign_changes
from analysis.charts.registry import FIGURES, FigureFile, FigureSpec, draw_figure, read_figures, write_figures
from analysis.charts.sentiment import plot_sentiment_along_article, plot_sentiment_by_voice
from analysis.charts.shares import plot_shares
from analysis.charts.source_overlap import plot_overlap
from analysis.charts.sources import plot_reporting_verbs, plot_speakers, plot_who_says
from analysis.charts.stance import plot_stances_of_one_group
from analysis.charts.target_sentiment import plot_target_sentiment
from analysis.charts.target_speakers import plot_speakers_and_targets
from analysis.charts.theme import theme
from analysis.charts.trends import plot_articles_over_time, plot_frame_over_time

__all__ = [
    "FIGURES",
    "FigureFile",
    "FigureSpec",
    "draw_figure",
    "plot_adjustments",
    "plot_articles_over_time",
    "plot_changes",
    "plot_collocates",
    "plot_compared",
    "plot_concentration",
    "plot_constructions",
    "plot_contested_names",
    "plot_contested_over_time",
    "plot_contested_set",
    "plot_copies",
    "plot_distance",
    "plot_found",
    "plot_frame_by_outlet",
    "plot_frame_over_time",
    "plot_frame_speakers",
    "plot_frames_by_voice",
    "plot_frames_of_one_outlet",
    "plot_key_words",
    "plot_keyness",
    "plot_kinds",
    "plot_label_changes",
    "plot_overlap",
    "plot_pairs",
    "plot_prominence",
    "plot_readings",
    "plot_repeats",
    "plot_reporting_verbs",
    "plot_robustness",
    "plot_sentiment_along_article",
    "plot_sentiment_by_voice",
    "plot_shares",
    "plot_sign_changes",
    "plot_speakers",
    "plot_speakers_and_targets",
    "plot_stances_of_one_group",
    "plot_target_sentiment",
    "plot_who_says",
    "read_figures",
    "theme",
    "write_figures",
]
