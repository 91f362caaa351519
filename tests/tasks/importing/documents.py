"""Small documents in the shapes that offices use, written for these tests; every name and number is invented."""

PARTY = """\
ĐẢNG BỘ TỈNH CỬA NAM                    ĐẢNG CỘNG SẢN VIỆT NAM
ĐẢNG ỦY KHỐI DOANH NGHIỆP
          *                             Cửa Nam, ngày 05 tháng 02 năm 2026
Số 12-KH/ĐUK

                         KẾ HOẠCH
        Thực hiện Nghị quyết số 20-NQ/TW, ngày 16/6/2022 về kinh tế hợp tác
                          -----
Căn cứ Nghị quyết số 20-NQ/TW, ngày 16/6/2022 của Ban Chấp hành Trung ương;
Thực hiện Chương trình số 31-CTr/TU của Tỉnh ủy, Ban Thường vụ Đảng ủy
Khối ban hành Kế hoạch như sau:

I- MỤC ĐÍCH, YÊU CẦU
1- Mục đích
Nâng cao nhận thức của cán bộ, đảng viên.
2- Yêu cầu
Việc triển khai phải thiết thực, hoàn thành trước ngày 01/01/2027.

II- NHIỆM VỤ
1- Công tác tuyên truyền
a) Ban Tuyên giáo chủ trì, phối hợp với Văn phòng, Ủy ban Kiểm tra tham mưu kế hoạch, xong trước ngày 30/11/2026.
b) Các chi bộ, đảng bộ cơ sở tổ chức học tập cho 100% chi bộ trực thuộc trong Quý III/2026.
2- Mỗi đảng bộ cơ sở vận động thành lập mới ít nhất 5 hợp tác xã; báo cáo kết quả hằng năm (trước ngày 20/11).

III- TỔ CHỨC THỰC HIỆN
1- Giao Văn phòng Đảng ủy theo dõi, đôn đốc, báo cáo Ban Thường vụ chậm nhất ngày 15 tháng 12 năm 2026.
2- Đề nghị Sở Kế hoạch và Đầu tư, Sở Lao động, Thương binh và Xã hội, UBND các huyện phối hợp thực hiện.
Trên đây là Kế hoạch của Ban Thường vụ.

Nơi nhận:                               T/M BAN THƯỜNG VỤ
- Tỉnh ủy (b/c),                        PHÓ BÍ THƯ
- Các chi bộ trực thuộc,
- Lưu VP.
                                        Nguyễn Văn An
"""

STATE = """\
| ỦY BAN NHÂN DÂN<br>TỈNH CỬA NAM | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc |
|---|---|
| Số: 45/KH-UBND | *Cửa Nam, ngày 12 tháng 3 năm 2026* |

**KẾ HOẠCH**

**Phát triển kinh tế tập thể năm 2026**

Căn cứ Quyết định số 1318/QĐ-TTg ngày 22/7/2021 của Thủ tướng Chính phủ;

Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:

**I. MỤC TIÊU**

- Phấn đấu đạt 120 hợp tác xã.

**II. NHIỆM VỤ CỤ THỂ**

**1. Sở Nông nghiệp và Môi trường**

a) Chủ trì, phối hợp với Sở Tài chính và các sở, ngành liên quan xây dựng đề án.

b) Theo dõi, đôn đốc việc thực hiện; định kỳ 6 tháng, hằng năm báo cáo UBND tỉnh.

**2. Liên minh Hợp tác xã tỉnh:** tham mưu UBND tỉnh tổ chức hội nghị trong tháng 9/2026.

3. Trong quá trình thực hiện, do Sở Tài chính chủ trì, Sở Nội vụ phối hợp.

4. Hoàn thiện cơ sở dữ liệu.

- Cơ quan chủ trì: Sở Khoa học và Công nghệ; cơ quan phối hợp: Sở Nội vụ, UBND các xã.

- Thời gian hoàn thành: Quý IV/2026.

**TM. ỦY BAN NHÂN DÂN**

**KT. CHỦ TỊCH**

**PHÓ CHỦ TỊCH**

**Trần Thị Bình**

*Nơi nhận:*

- Thủ tướng Chính phủ (để b/c);
- Các sở, ban, ngành;
- Lưu: VT.

## PHỤ LỤC
### PHÂN CÔNG NHIỆM VỤ

| TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian hoàn thành | Sản phẩm | Ghi chú |
|---|---|---|---|---|---|---|
| I | Tuyên truyền | | | | | |
| 1 | Tổ chức hội nghị | Sở Nội vụ | Sở Tài chính, UBND các xã | 30/9/2026 | Hội nghị | |
| 2 | Soạn tài liệu<br>- In ấn<br>- Phát hành | Ban Tuyên giáo | | Thường xuyên | Tài liệu | Phối hợp: Sở Y tế |
| II | Hỗ trợ | | | | | |
| 1 | Hỗ trợ ít nhất 10 hợp tác xã | Liên minh Hợp tác xã tỉnh | Các đoàn thể | 2024-2026 | | |
| 2 | Sửa quy chế | Văn phòng | | Theo Thông tư mới | | |
"""
