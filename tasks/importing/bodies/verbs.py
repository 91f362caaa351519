"""Verbs and words of circumstance that close the name of a body, flat unless their marks tell them from nouns."""

from tasks.importing.bodies.phrases import Phrases

# Verbs and words of circumstance; in small letters they close a name.
CLOSERS = Phrases(
    "do tim|gay quy|gay dung|ke vach|thao do|quet don|khoi thong|chieu phim|trong cay|trong moi|trao tang|tham hoi"
    "|gap go|lang nghe|ghi hinh"
    "|chuan hoa|lam sach|cai dat|tu sua|go bo|san lap|be tong hoa|cung hoa|canh gac|bat giu|khoi to|cham diem"
    "|tap luyen|trung bay|do dau|nhan do dau|nhan giup|so cuu|truy vet|chon lap|phe binh|nhan tin|trieu tap|tam ung"
    "|moi thau|cam moc|dong loat|thap sang|du thao|gia co|che chan|neo dau|cho vay|do dac|dan dung",
    "can cu|chu tri|chiu trach nhiem|phoi hop|tang cuong|day manh|chi dao|tham muu|xay dung|trien khai|theo doi"
    "|don doc|huong dan|kiem tra|ra soat|tiep tuc|thuong xuyen|chu dong|thuc hien|lanh dao|quan tam|dinh ky"
    "|kip thoi|co trach nhiem|co ke hoach|co nhiem vu|co giai phap|co bien phap|co van ban|nghien cuu|bo tri"
    "|can doi|dam bao|bao dam|bao cao|tuyen truyen|van dong|quan triet|de xuat|tong hop|ban hanh|cu the hoa"
    "|phat dong|phat huy|nang cao|phan dau|long ghep|giam sat|tham dinh|hoan thanh|hoan thien|phan cong|tap trung"
    "|nghiem tuc|khan truong|dang ky|thanh lap|duy tri|doi moi|cung co|kien toan|khao sat|danh gia|so ket"
    "|tong ket|ho tro|tao dieu kien|tham gia|phan bo|cung cap|chuan bi|thong tin|thong bao|tiep nhan|quan ly"
    "|truc tiep|thong nhat|to chuc|hang nam|hang quy|hang thang|hang tuan|moi nam|moi quy|moi thang|moi tuan|moi hoc ky"
    "|tuy theo"
    "|tren co so|theo chuc nang|de trien khai|ket hop|xac dinh|lua chon|cu can bo|day nhanh|phat trien|bien soan"
    "|tuyen duong|nhan rong|khuyen khich|yeu cau|chi dinh|uu tien|ap dung|niem yet|cong khai|tuan thu|lien he"
    "|thi diem|hop dong|ky ket|phat hanh|in an|sao gui|tap huan|boi duong|dao tao|tu kiem tra|tu danh gia"
    "|nhanh chong|dong thoi|sau khi|truoc khi|khi co|can thiet|dua vao|don vi minh|thuoc pham vi|trong pham vi"
    "|trong viec|kien nghi|de nghi|gioi thieu|dam nhan|trao doi|ra quan|giai ngan|dinh huong|luyen tap"
    "|bo sung|xem xet|cho y kien|phe duyet|thao luan|ket luan|ghi chep|du tru|chi tra|thanh toan|quyet toan"
    "|huy dong|khai thac|su dung|ung dung|trang bi|mua sam|lap dat|van hanh|bao tri|nang cap|xu ly|giai quyet"
    "|khac phuc|chan chinh|phong ngua|ngan chan|dau tranh|phan bac|bao ve|giu gin|giu vung|ton vinh|bieu duong"
    "|khen thuong|de cu|gioi thieu|lay y kien|khoi cong|khanh thanh|tham tra|xac minh|ky cam ket|cam ket|dat muc tieu"
    "|soan thao|bien tap|dang tai|dua tin|phong van|thuc hanh|trinh bay|tiep thu|giai trinh|quy dinh|ra van ban"
    "|tien hanh|thuong luong|dam phan|giai thich|kem cap|phu dao|gap mat|hop mat|chi vien|diem danh|giang day|on luyen"
    "|coi thi|khu trung|khu khuan|tieu ung|tieu doc|thu mua|niem phong|lam diem|tuan canh|vay bat|bieu dien|phan phoi"
    "|bam nam|cap nhat|luu tru|thong ke|thu thap|phan tich|du bao|dieu tra|dieu chinh|dieu hanh|dieu phoi|phan cap"
    "|phan bo|giao nhiem vu|giao chi tieu|chon cu|bau cu|tuyen dung|luan chuyen|dieu dong|bo nhiem|quy hoach"
    "|dong vien|cham lo|thuc day|thu hut|keu goi|hoan chinh|rut kinh nghiem|cu the|guong mau|neu guong|tien phong"
    "|xung kich|tich cuc|kien quyet|quyet liet|manh dan|sang tao|linh hoat|nghiem chinh|chap hanh|tuan tra"
    "|dua noi dung|dua vao|nang len|tao chuyen bien|tao su|lam tot|lam ro|lam nong cot|nam bat|nam tinh hinh|nam chac"
    "|hoc tap|sinh hoat|tao lap|tao moi|ket nap|giup do|giup cho|tang qua|tham hoi|tham tang|chung tay|dong hanh"
    "|quang ba|xuc tien|mo rong|rut gon|cat giam|don gian|so hoa|ket noi|chia se|dong bo|hien dai hoa|mo lop|mo chuyen"
    "|thuc thi|ho so|hop tac voi|gan voi|dap ung|dat chuan|phuc vu|dong gop|gop y|lam viec|bo phieu|ngay tu dau"
    "|hai ben|can bo minh|tu chu|bam sat|noi chung|noi rieng|xac lap|thuc te|chinh sua|sua doi|bai bo|phan loai"
    "|xep loai|thi dua|dong long|tim kiem|cuu nan|ung pho|phong chong|truc ban|truc 24|cap phep|cap giay|thu hoi"
    "|boi thuong"
    "|kiem soat|kiem ke|doi thoai|tiep xuc|tiep cong dan|hoa giai|truy thu|xu phat|thanh tra|giai phong|truc tuyen"
    "|chuyen giao|chuyen doi|chuyen tai|chia thanh|vao cuoc|len ke hoach|lap ke hoach|co ket qua|uy quyen|doi chieu"
    "|dong vai tro|giu vai tro|phat hien|trong nam|trong qua trinh|trong thoi gian|trong truong hop|theo tham quyen"
    "|theo quy dinh|thuong truc tai|thuong truc 24"
    "|theo nhiem vu|theo phan cong|theo dung|theo linh vuc|tai cac|o cac|co van de|neu co|trong do|va to chuc thuc hien"
    "|phu trach|tong ra soat|tong kiem tra|tong kiem ke|tong ve sinh|tong duyet|binh on|binh xet|binh chon|bao quan"
    "|ban giao|ban bac|cai thien|cai tao|cai tien|cai cach|canh bao"
    "|cap phat|cham soc"
    "|chap thuan|che bien|chinh trang|chinh ly|chung nhan|cong bo|coi trong|cung ung|dan dung|danh thoi gian|dat hang"
    "|dau noi|dau thau|dien tap|di doi|dinh gia|do dac|don dep|don tiep|duy tu|ghi nhan|gia han|giam thieu|gieo trong"
    "|giao luu|giao khoan|giao ke hoach|giai dap|giai toa|gop von|gop phan|hach toan|han che|hinh thanh|hoach dinh"
    "|hoan tra|hop ban|hop bao|huan luyen|in sao|ke khai|keo dai|khai bao|khai giang|khai truong|khang dinh|khoanh vung"
    "|khoi dong|khoi phuc|khoi tao|khoi xuong|khong che|khuyen cao|kiem dem|kiem diem|kiem dinh|kien tao|lap bien ban"
    "|lap danh sach|lap du an|lap du toan|lap ho so|lap phuong an|lay mau|loai bo|luu giu|mo cao diem|mo chien dich"
    "|mo dot|nao vet|nghiem thu|nhac nho|nhan dien|nhap lieu|nhap du lieu|no luc|on tap|phac thao|phan anh|phan bien"
    "|phan dinh|phan luong|phat song|phong toa|phun thuoc|phuc hoi|quan sat|quan trac|quay phim|quyen gop|ra mat"
    "|rut ngan|sang loc|san sang|soat xet|so sanh|so tan|sua chua|suu tam|tai co cau|tai hien|tai lap|tai tao|tap hop"
    "|tap ket|tao nguon|thay doi|thay the|tham quan|tham khao|tham van|thanh loc|thanh ly|thao go|theo sat|thi cong"
    "|thiet ke|thiet lap|thong qua|thu gom|thu hoach|thu nop|thu nghiem|thuyet minh|tich hop|tich luy|tiep don|tiep can"
    "|tiep suc|tieu huy|tieu thu|tim hieu|tinh toan|to giac|toa dam|tra cuu|tra loi|trang tri|tranh thu|trien lam"
    "|trinh dien|trong cay|truy quet|truyen dat|truyen day|tuyen chon|ung cuu|ung truc|uoc tinh|van chuyen|ve sinh"
    "|vinh danh|xac nhan|xac thuc|xet chon|xet duyet|xet nghiem|xet tuyen|xin y kien|xoa bo|xuat ban|dieu tri"
    "|kham benh|kham sang loc|kham suc khoe|cap cuu|cach ly|tiem chung|tiem phong|hoi chan|dieu tiet|trung tu|tu bo"
    "|ton tao|bao ton|trao tang|trao thuong|tri an|dang cai|giam it nhat|tang it nhat|co mat|ung ho|chuyen tai"
    "|bao ton|can nhac|dinh danh|khoan nuoi|nuoi trong|pho bien|tuyen truyen|cai tao|chinh don|sap xep|luan canh"
)  # fmt: skip
# Flat they are like words of names: "cùng cấp", "dân dụng".
SPELT_CLOSERS = frozenset({("cung", "cấp"), ("dàn", "dựng")})
# Of the closers, what a body does as its work: no unknown verb stands in front of them, but the rest of a name may.
ACTS = Phrases(
    "chu tri|phoi hop|tham muu|dau moi|co trach nhiem|chiu trach nhiem|theo doi|huong dan|xay dung|to chuc|trien khai"
    "|thuc hien|can cu|chi dao|lanh dao|ra soat|bao cao|kiem tra|tang cuong|day manh|chu dong|tiep tuc|phat dong"
    "|cu the hoa|bien soan|nghien cuu|bo tri|bao dam|dam bao|quan triet|tuyen truyen|van dong|hoan thanh"
    "|thuong xuyen|giam sat|truc tiep"
)
# One-syllable closers keep their marks: "cần" is no "cán", "để" no "đề". They close a name wherever they stand …
SHORT_CLOSERS = Phrases(
    "là|gồm|cần|phải|sẽ|được|gửi|nộp|cử|mở|đưa|giúp|giao|chịu|để|trong|theo|tại|vào|trước|sau|khi|nếu|nêu|tùy|tuỳ|đã|đang"
    "|không|nhằm|sớm|có|từ|đến|ra|về|xét|bàn|kêu|nắm|gắn|dành|nhận|lấy|coi|xem|nên|hãy|lên|qua|bằng|với|cũng|chưa"
    "|chậm|còn|vừa|cùng|như|nhưng|nhờ|trên|dưới|ở|mời|rà|đôn"
)
# … and these not as the second syllable of a name: "Ban Dân vận", "Sở Giáo dục và Đào tạo".
LATE_CLOSERS = Phrases(
    "bị|lập|trình|làm|tự|viết|chọn|họp|ký|do|soạn|in|xin|học|dự|hướng|bám|chỉ|góp|trao|dùng|thu|chia|lo|chăm|rút|mua"
    "|bán|thay|sửa|xây|dọn|dạy|đón|kịp|đóng|đăng|ghi|tham|vận|khảo|tăng|giảm|chốt|tạo|thực|thi|tiếp|tuyên|triển|trồng"
    "|biên|bố|bồi|bổ|chuẩn|giữ|hoàn|hỗ|khuyến|nâng|nghiên|đẩy|đổi|duy|phê|rèn|trực|khám|treo|phun|vẽ|đặt|phát|cấp|chi"
    "|chuyển|dựng|duyệt|khoanh|kích|niêm|phủ|quét|siết|tái|tạm|thả|tiêm|tìm|trưng|vay|xóa|xoá|yểm|đào|đắp|đúc|bắn|bốc"
    "|cắm|cắt|chạy|chiếu|dán|giám|hạ|khơi|mít|nuôi|phá|thống|chấm|ổn|chỉnh|gặp|kèm|dẫn|cài|nối|gọi|khen|dò|hỏi|nói|nghe|đọc|gom|dời|kéo|dỡ|thuyết|chụp|cấm|chặn|ngăn|rào"
    "|dẹp|ươm|gieo|cấy|tưới|sấy|chế|xua|đốt|lan|phóng|mang|khoan|bù|gỡ|tháo|chở|vớt|thắp|dâng|viếng|hát|múa|nhân|chọn"
    "|trích|trả|ứng|đo|quay|đi|đánh|kê|lắp|nạo|nhắc|thăm|tặng|hiến|soát|tuyển|xếp|điều"
)
