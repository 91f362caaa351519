"""The columns of the list of people as an Excel file: a line is one role of one person."""

from units.documents.lists import ExcelList, Field

PEOPLE = ExcelList(
    title="Danh sách người dùng",
    noun="người",
    fields=(
        Field(
            "username",
            "Tên đăng nhập",
            "Mỗi người một tên: chữ không dấu, chữ số và các dấu @ . + - _. Nhiều vai trò thì ghi nhiều dòng.",
            "bithu.cb07",
            2,
            required=True,
        ),
        Field("full_name", "Họ và tên", "Viết đầy đủ.", "Nguyễn Văn An", 3, required=True),
        Field("post", "Chức vụ", "Có thể để trống.", "Bí thư chi bộ", 2.5),
        Field("phone", "Điện thoại", "Số công tác, viết cả số 0 ở đầu; có thể để trống.", "0912 345 678", 1.8),
        Field("email", "Thư điện tử", "Địa chỉ công tác, của riêng một người; có thể để trống.", "an@vidu.vn", 3),
        Field("role", "Vai trò", "Một trong các vai trò ở bảng dưới.", "Bí thư, người báo cáo", 2.5, required=True),
        Field("unit", "Mã đơn vị", "Mã của một đơn vị đã có.", "CB07", 1.5, required=True),
        Field("from_on", "Từ ngày", "Viết như 30/9/2020.", "30/9/2020", 1.4, required=True),
        Field("to_on", "Đến hết ngày", "Để trống nếu chưa biết ngày thôi.", "", 1.4),
        Field("state", "Tài khoản", "Chỉ để xem; khóa và mở ở trang của người dùng.", "", 1.3),
    ),
    also={"ho ten": "full_name"},
)
