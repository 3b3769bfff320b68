"""What travels as an activity is what the timeline can do: one vocabulary, in one order."""

from typing import get_args

from sherin.body.activity import ACTIVITIES
from sherin.body.timeline import Timeline
from sherin.testing.libraries import library_of
from sherin.wire import Activity


def test_the_wire_names_the_activities_of_the_timeline():
    assert get_args(Activity) == tuple(activity.name for activity in ACTIVITIES)


def test_every_activity_that_travels_can_be_taken_on():
    timeline = Timeline(library_of())
    for moment, activity in enumerate(get_args(Activity)):
        timeline.set_activity(float(moment), activity)
