from django.urls import URLPattern, URLResolver, path

from partnerships.views import people, setup

PEOPLE = "p/<slug:slug>/people/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("partnerships/new/", setup.create, name="partnership_create"),
    path(PEOPLE, people.people, name="people"),
    path(f"{PEOPLE}add/", people.add, name="people_add"),
    path(f"{PEOPLE}add-several/", people.add_several, name="people_add_several"),
    path(f"{PEOPLE}<int:number>/", people.change, name="people_change"),
    path(f"{PEOPLE}<int:number>/end/", people.end, name="people_end"),
]
