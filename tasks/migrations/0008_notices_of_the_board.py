from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0007_drafts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('due_soon', 'Sắp đến hạn'), ('due', 'Đến hạn hôm nay'), ('overdue', 'Quá hạn'), ('report_due', 'Sắp đến hạn báo cáo'), ('report_missing', 'Chưa gửi báo cáo'), ('returned', 'Bị trả lại'), ('urged', 'Đôn đốc'), ('direction', 'Ý kiến chỉ đạo'), ('extension', 'Xin gia hạn'), ('example', 'Mô hình, điển hình'), ('reopened', 'Mở lại kỳ báo cáo'), ('comment', 'Trao đổi')], max_length=16, verbose_name='loại'),
        ),
    ]
