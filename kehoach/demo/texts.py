"""What invented units write. Short and plain, as secretaries do."""

LEADERSHIP = (
    "Chi ủy đưa nội dung kế hoạch vào nghị quyết tháng và phân công một đồng chí phụ trách.",
    "Đã phổ biến kế hoạch trong sinh hoạt định kỳ, có 100 % đảng viên dự.",
    "Cấp ủy ban hành kế hoạch của đơn vị, giao việc cho từng đoàn thể.",
    "Đăng 4 tin, bài về hợp tác xã trên trang thông tin nội bộ.",
    "Tổ chức một buổi nói chuyện chuyên đề với cán bộ Liên minh Hợp tác xã.",
)
RESULTS = (
    "Tuyên truyền được 2 buổi, 64 lượt người dự.",
    "Rà soát xong các thủ tục liên quan đến hợp tác xã, rút ngắn 3 ngày.",
    "Khảo sát 5 tổ hợp tác, 2 tổ muốn lên hợp tác xã.",
    "Ký thỏa thuận phối hợp với 1 hợp tác xã nông nghiệp về tiêu thụ sản phẩm.",
    "Hướng dẫn hồ sơ vay vốn cho 3 hợp tác xã.",
    "Phân công 1 cán bộ theo dõi, báo cáo hằng tuần.",
    "Lồng ghép nội dung vào hội nghị người lao động quý này.",
    "Cử 4 đồng chí dự lớp bồi dưỡng về kinh tế tập thể.",
    "Góp ý dự thảo đề án phát triển hợp tác xã của tỉnh.",
    "Giới thiệu sản phẩm của 2 hợp tác xã tại hội chợ trong Khối.",
)
DIFFICULTIES = (
    "Cán bộ kiêm nhiệm, ít thời gian đi cơ sở.",
    "Kinh phí tuyên truyền chưa được bố trí riêng.",
    "Người lao động còn nhớ mô hình cũ nên chưa mặn mà.",
    "Số liệu về tổ hợp tác nằm ở nhiều nơi, khó tổng hợp.",
)
CAUSES = (
    "Khách quan: quy định mới ban hành, hướng dẫn chưa đầy đủ. Chủ quan: chưa chủ động phối hợp.",
    "Chủ quan: phân công chưa rõ người, rõ việc.",
    "Khách quan: cuối năm nhiều việc dồn cùng lúc.",
)
PROPOSALS = (
    "Đề nghị cấp trên tổ chức lớp tập huấn cho cán bộ phụ trách.",
    "Đề nghị cung cấp tài liệu tuyên truyền ngắn, dễ hiểu.",
    "Đề nghị bố trí kinh phí cho hoạt động tham quan mô hình.",
)
EXAMPLES = (
    "Mô hình “Bữa trưa hợp tác”: bếp ăn cơ quan dùng rau của hợp tác xã, 120 suất mỗi ngày.",
    "Tổ hợp tác dừa xiêm được đảng viên của chi bộ giúp lập sổ sách, nay đã thành hợp tác xã.",
    "Gian hàng chung tại cổng công ty bán sản phẩm của 6 tổ hợp tác.",
)
NEXT_STEPS = (
    "Tiếp tục tuyên truyền, mỗi tháng một chuyên đề ngắn.",
    "Đi thực tế 2 hợp tác xã để nắm khó khăn.",
    "Hoàn thành việc đã đăng ký trước hạn.",
)
NOT_STARTED = "Chưa triển khai; dự kiến bắt đầu trong tháng tới."
FINISHED = "Đã hoàn thành, tiếp tục duy trì kết quả."
RETURN_REASONS = (
    "Kết quả ghi chung chung; đề nghị nêu số liệu cụ thể.",
    "Chưa ghi nguyên nhân của khó khăn đã nêu.",
)
EXTENSION_REASONS = (
    "Đồng chí phụ trách vừa nghỉ chế độ; người nhận bàn giao cần thêm thời gian.",
    "Hội nghị quán triệt phải lùi vì trùng đợt kiểm tra của ngành.",
    "Còn chờ số liệu của cơ quan phối hợp để hoàn chỉnh báo cáo chuyên đề.",
)
SOONER = "Việc đã làm được phần lớn; đề nghị đồng chí xong sớm hơn một tuần."
REFUSAL = "Các đơn vị khác cùng điều kiện đã hoàn thành; đề nghị tập trung làm xong trong tuần này."
URGE = "Đề nghị đồng chí bí thư gửi báo cáo trong tuần này để Ban Tuyên giáo tổng hợp."
COMMENT = "Các dòng khác đã đạt. Đồng chí chỉ cần bổ sung dòng được nêu rồi gửi lại là được."
DIRECTIONS = (
    "Ban Tuyên giáo làm việc trực tiếp với các đơn vị hai kỳ liền chưa gửi báo cáo.",
    "Chọn 3 mô hình tốt để giới thiệu tại hội nghị sơ kết.",
)
