import django.db.models.deletion
from django.db import migrations, models

from assessments.guards import guard, unguard
from assessments.samples import keep_no_samples
from assessments.sealed_words import new_comment_key, open_comment_key, open_words, seal_words


def seal_comments(apps, schema_editor):
    """Those of rounds between sealing and release; run_due erases what was readable."""
    Round = apps.get_model("assessments", "Round")
    Comment = apps.get_model("assessments", "Comment")
    CommentKey = apps.get_model("assessments", "CommentKey")
    for round in Round.objects.filter(state="sealed", imported=False):
        comments = list(Comment.objects.filter(round=round))
        if not comments:
            continue
        key, wrapped = new_comment_key(round.pk)
        CommentKey.objects.create(round=round, wrapped=wrapped)
        for comment in comments:
            comment.blob, comment.text = seal_words(key, comment, comment.text), ""
            comment.save(update_fields=["blob", "text"])
        Round.objects.filter(pk=round.pk).update(erased=False)


def open_comments(apps, schema_editor):
    Comment = apps.get_model("assessments", "Comment")
    CommentKey = apps.get_model("assessments", "CommentKey")
    for stored in CommentKey.objects.all():
        key = open_comment_key(stored)
        for comment in Comment.objects.filter(round_id=stored.round_id):
            comment.text = open_words(key, comment)
            comment.save(update_fields=["text"])


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0019_guards_of_results'),
    ]

    operations = [
        migrations.RunPython(unguard, migrations.RunPython.noop),
        migrations.CreateModel(
            name='CommentKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wrapped', models.BinaryField()),
                ('round', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='comment_key', to='assessments.round')),
            ],
        ),
        migrations.AddField(
            model_name='comment',
            name='blob',
            field=models.BinaryField(default=b''),
        ),
        migrations.RunPython(keep_no_samples, migrations.RunPython.noop),
        migrations.RunPython(seal_comments, open_comments),
        migrations.RunPython(guard, unguard),
    ]
