"""The columns of the register of units as an Excel file."""

from units.documents.lists import ExcelList, Field

REGISTER = ExcelList(
    title="Danh sách đơn vị",
    noun="đơn vị",
    fields=(
        Field(
            "code", "Mã", "Mỗi đơn vị một mã; chữ không dấu, chữ số, dấu chấm, gạch nối.", "CB07", 1.2, required=True
        ),
        Field("name", "Tên đơn vị", "Tên đầy đủ.", "Chi bộ Sở Y tế", 4, required=True),
        Field("short_name", "Tên viết tắt", "Tên gọn dùng trong bảng; có thể để trống.", "Sở Y tế", 2),
        Field("kind", "Loại", "Một trong các loại ở bảng dưới.", "Chi bộ cơ sở", 2, required=True),
        Field(
            "parent",
            "Mã đơn vị cấp trên",
            "Mã của đơn vị đã có hoặc của một dòng khác trong tệp.",
            "DUK",
            1.5,
            required=True,
        ),
        Field("aliases", "Tên gọi khác", "Mỗi tên một dòng trong ô (Alt+Enter); có thể để trống.", "Ngành y tế", 3),
        Field("contact", "Liên hệ", "Điện thoại, địa chỉ công vụ; có thể để trống.", "0210 3800 000", 2),
        Field("position", "Thứ tự", "Số xếp giữa các đơn vị cùng cấp; 0 hoặc trống là xếp theo vần.", "0", 0.8),
        Field("opened_on", "Ngày thành lập", "Viết như 30/9/2020.", "30/9/2020", 1.3, required=True),
        Field("closed_on", "Ngày kết thúc", "Chỉ để xem; việc kết thúc ghi ở trang của đơn vị.", "", 1.3),
    ),
    also={"ten": "name"},
)
