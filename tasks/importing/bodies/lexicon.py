"""The words that names of bodies are made of, all flat (no marks, lower case)."""

from tasks.importing.bodies.phrases import Phrases

# A name begins with one of these, also in small letters.
HEADS = Phrases(
    # Party
    "hoi tham|hoi tham nhan dan|bo phan tiep nhan va tra ket qua|cong an vien|quy tin dung nhan dan|bao ve truong"
    "|bao ve co quan|benh xa"
    "|phan doi|kip truc|kip truc chi huy|cum tram bom|tram bom|toa chuyen trach"
    "|cac toa|chanh an|pho chanh an"
    "|tham phan|thu ky toa an|hoa giai vien"
    "|toa hinh su|toa dan su|toa hanh chinh|toa gia dinh"
    "|chanh toa|vien truong|kiem sat vien|chap hanh vien|dieu tra vien|trung doan truong|pho trung doan truong"
    "|tieu doan truong|dai doi truong|chinh uy|chinh tri vien|tham muu truong|tinh hoi|thanh hoi|chuc sac|hat truong|"
    "dang vien|ban thuong vu|ban chap hanh|ban chi dao|ban chi huy|ban can su|ban can su dang|ban tuyen giao"
    "|ban to chuc"
    "|ban dan van|ban noi chinh|ban xay dung dang|ban bi thu|ban van hoa|thuong truc|thuong vu"
    "|uy ban kiem tra|cap uy|cap uy vien|chi uy|chi bo|dang bo|dang uy|dang doan|to chuc dang|to chuc co so dang"
    "|tinh uy|thanh uy|huyen uy|thi uy|quan uy|dang uy vien|to dang|van phong|hoc vien|truong chinh tri|tieu ban",
    # mass organisations
    "doan the|to chuc doan the|to chuc chinh tri|to chuc chinh tri xa hoi|to chuc xa hoi|to chuc hoi"
    "|tinh doan|thanh doan|huyen doan|xa doan|doan xa|doan phuong|doan truong|trung uong doan|trung uong hoi|tong hoi"
    "|tong lien doan|lien minh|lien doan|lien hiep|hiep hoi|mat tran|cong doan"
    "|doan thanh nien|doan khoi|doan co so|co so doan|chi doan|chi hoi|hoi nong dan|hoi phu nu"
    "|hoi cuu chien binh|hoi lien hiep|hoi chu thap do|hoi nguoi cao tuoi|hoi lien hiep phu nu|hoi khuyen hoc"
    "|hoi luat gia|hoi nha bao|hoi van hoc|ban chu nhiem|cau lac bo",
    # state
    "uy ban|uy ban nhan dan|hoi dong|hoi dong nhan dan|co quan|don vi|thanh tra tinh|thanh tra so"
    "|thanh tra huyen|thanh tra thanh pho|kho bac|ngan hang|benh vien|trung tam|toa an|vien kiem sat"
    "|bao hiem xa hoi|cong an|bo chi huy|bo tu lenh|cong ty|tong cong ty|tap doan|doanh nghiep|hop tac xa"
    "|thanh tra chinh phu|van phong chinh phu|thong tan xa|nha an|nha tre|nha khach|nha xuat ban"
    "|mang luoi an toan ve sinh vien|nguoi co uy tin"
    "|lien doi|doi ngu|doi ngu bao cao vien|doi ngu tuyen truyen vien|doi ngu cong tac vien|y te thon|y te ap"
    "|y te thon ban|y te truong hoc|vien chuc"
    "|ap doi truong|thon doi truong|khu doi truong"
    "|vu truong|pho vu truong|cuc truong|pho cuc truong|thu tuong|pho thu tuong|bo truong"
    "|thong ke tinh|thong ke thanh pho|thong ke co so|thanh vien|kiem toan nha nuoc|tu ve|so nganh"
    "|chi cuc|cuc thue|dai phat thanh|dai truyen thanh|bao va dai|bao va phat thanh|bao dai|ban giam doc"
    "|ban giam hieu|truong tieu hoc|truong mam non|truong trung hoc|truong trung hoc co so|truong trung hoc pho thong"
    "|truong pho thong|truong cao dang|truong dai hoc"
    "|ban quan ly|ban dieu hanh|ban lanh dao|ban dai dien|to cong tac|to giup viec|to bien tap|to tu van"
    "|to soan thao|doan kiem tra|doan giam sat|doan cong tac|phong van hoa|phong kinh te|phong noi vu"
    "|nhom chuyen mon|bo phan|bo phan mot cua|tram y te|quan su|buu dien|cong chuc|nha truong|nha van hoa"
    "|tap the|cac cap|cac nganh|khoi thi dua|dia phuong|co so giao duc|co so y te|truong hoc|tinh uy vien"
    "|huyen uy vien|thanh uy vien|cum thi dua|luc luong|luc luong vu trang|thue tinh|thue co so"
    "|dien luc|hai quan|hat kiem lam|phong giao dich|cong thong tin|trang thong tin"
    "|ban vi su tien bo|doan dai bieu|thuong truc hoi dong|xi nghiep|nha may|phan xuong|lam truong|nong truong"
    "|ban kiem soat|ban tong giam doc|hoi sinh vien|hoi cuu giao chuc|bo mon|thu vien|bao tang|ky tuc xa|ban nhan dan"
    "|to dan pho|don bien phong|vuon quoc gia|ban dan chinh|to hoa giai|doi san xuat|ban bao ve|nhan vien y te"
    "|quan doi|chu dau tu|bo doi bien phong|vien thong|canh sat|thi hanh an dan su|hai doi|vung canh sat bien"
    "|tieu doan|trung doan|su doan|lu doan|dai doi|nha hat|tap chi|cang vu|chi nhanh"
    "|to cong nghe so cong dong|to bao ve an ninh trat tu o co so|to tiet kiem va vay von|to lien gia"
    "|ban cong tac mat tran|tap the lanh dao|hoi dong quan tri|hoi dong thanh vien"
    "|hoi dong truong|to chuyen mon|mang luoi kiem soat nhiem khuan|to bau cu|ban bau cu|uy ban bau cu|hoi dong bau cu",
    # people at the head of a body
    "thu truong|nguoi dung dau|dong chi|d c|chanh van phong|pho chanh van phong|chanh thanh tra|pho chanh thanh tra"
    "|bi thu|pho bi thu"
    "|bi thu chi bo|chu tich|pho chu tich|giam doc|pho giam doc|tong giam doc|truong ban|pho truong ban"
    "|truong phong|pho truong phong|bo truong|cuc truong|chi cuc truong|vien truong|hieu truong|chu nhiem"
    "|pho chu nhiem|truong doan|to truong|truong thon|truong ap|truong khu pho|chi huy truong|tong bien tap"
    "|tham muu truong|chinh uy|pho hieu truong|pho chi huy truong|uy vien|thanh tra vien chinh|chuyen vien"
    "|chuyen vien chinh|kiem tra vien|can bo phu trach|truong khoa"
    "|pho truong khoa|ke toan truong|ke toan nha truong|ke toan co quan|ke toan don vi|ke toan xa|ke toan phuong"
    "|ke toan chi bo"
    "|dieu duong truong|giang vien|giao vien"
    "|thanh tra vien|to pho|doi truong|truong tram|truong xom|truong ban quan|truong bo mon|quan doc|thu kho"
    "|co van hoc tap|thu ky|tong phu trach|tong phu trach doi"
    "|thu y vien|khuyen nong vien|chi hoi truong|chi doan truong|chu rung|chu tau"
    "|pho tong giam doc|truong ca|truong kip|truong nhom|thuyen truong|may truong|doc cong|dieu do vien|giam sat vien"
    "|huong dan vien|huan luyen vien|ky thuat vien|kiem soat vien|thuyen vien|don truong|pho don truong"
    "|ke toan|thu quy|van thu|can bo thu vien|can bo y te|can bo van phong|can bo chuyen trach|can bo doan"
    "|can bo chu tri|chinh quyen dia phuong"
    "|tinh nguyen vien|tro ly|nguoi dai dien phan von|kip truc|bac si|tram truong|gia lang|truong buon"
    "|lop truong|cua hang truong|trung doi|trung doan|bo phan nuoi duong"
    "|chinh quyen co so|chinh quyen cap|khoi luc luong vu trang|dan quan tu ve|dan quan thuong truc|dan quan xa"
    "|chinh tri vien|chinh tri vien pho|doi pho|tram pho|pho doi truong|chuyen truong"
    "|chi uy vien|bao cao vien|tuyen truyen vien|cong tac vien|nhan vien",
)  # fmt: skip
# A person at the head of several bodies: begins another name behind "và".
POSTS = Phrases("nguoi dung dau|thu truong")
# … and with one of these only when a capital follows: "Ban Nữ công", never "Ban hành".
SHORT_HEADS = Phrases(
    "ban|so|bo|cuc|vu|phong|hoi|doan|to|vien|bao|dai|truong|khoi|khoa|tram|quy|xuong|cang vu|tinh|thon|ap|buon|khom"
    "|doi|nhom|nha|nganh"
)
# Only at the beginning of a list: "Ban Tuyên giáo và Nữ công" is one body.
OPENING_HEADS = Phrases("nu cong")
# Spelt so and with a capital inside a list, they need no capital behind them: "…, Phòng giao dịch …".
SHORT_HEADS_SPELT = Phrases("sở|cục|vụ|phòng|hội|viện|báo|đài|trường|trạm|quỹ|khoa|đội|xưởng")
NOT_SHORT_HEADS = Phrases(
    "khoa hoc|bao chi|bao ve|bao hiem|bao cao|bao dam|doan ket|phong chong|hoi nhap|hoi nghi|hoi thao|hoi thi"
    "|truong hop|so hoa"
    "|buon ma|buon ho|buon don"
    "|bo sung|quy hoach|quy dinh|quy che|doi moi|tinh hinh|to chuc|vien chuc|ban hanh"
)
# Several bodies without "các": "Bộ, ngành, địa phương báo cáo …".
SEVERAL = Phrases(
    "doi ngu bao cao vien tuyen truyen vien|bo nganh|bo ban nganh|so nganh|so ban nganh|ban nganh"
    "|luc luong bao ve an ninh trat tu o co so"
    "|luc luong tham gia bao ve an ninh trat tu o co so"
)
# "đội ngũ", "nhóm nhiệm vụ", "ban đầu": not given work to.
NO_TEAMS = Phrases(
    "doi ngu|doi hinh|doi vien|doi on|doi tuyen|to hop|to chuc|to vien|to quoc|to tien|ban dau|ban ngay|ban dem"
    "|ban cong|ban hanh|ban mai|ban trua|nhom nhiem vu|nhom giai phap|nhom viec|nhom chi tieu|nhom chi so"
    "|nhom noi dung|nhom van de|chu tich|chu nhiem|chu tri|chu dong|chu yeu|chu truong|chu de|chu quan|chu the|chu luc"
    "|chu chot|chu nghia|chu ky|chu quyen|chu trong|chu dau tu"
    "|nhom doi tuong|nhom tieu chi|nhom zalo|nhom nganh|nhom hang|nhom tuoi|nhom dat|doan ket|doan vien|doan the"
)
# What stands before the name of a person: "đồng chí Đại tá Nguyễn Văn An".
RANKS = Phrases(
    "dai tuong|thuong tuong|trung tuong|thieu tuong|dai ta|thuong ta|trung ta|thieu ta|dai uy|thuong uy|trung uy"
    "|thieu uy|giao su|tien si|thac si|bac si|ky su|luat su"
)
# Which of them: "chủ rừng là tổ chức", "các doanh nghiệp trong khu công nghiệp".
KINDS = Phrases(
    "to chuc|ca nhan|ho gia dinh|doanh nghiep|hop tac xa|cong dong|giang vien|giao vien|sinh vien|hoc sinh|doan vien"
    "|can bo|cong chuc|vien chuc|cong nhan|lanh dao|nguoi dung dau|can bo quan ly|can bo lanh dao|cap uy vien"
)
ZONES = Phrases("khu cong nghiep|cac khu cong nghiep|khu kinh te|cum cong nghiep|cac cum cong nghiep|lang nghe|vung")
# Verbs elsewhere; of a team they say which kind it is: "đội thanh niên xung kích".
TEAM_KINDS = Phrases("xung kich|tinh nguyen|tu quan|tu ve|co dong|phan ung nhanh|cap cuu ngoai vien")
# Behind these, in a name, even a verb goes on with it: "Khu bảo tồn biển".
BARE = Phrases("khu|nha|tram|quy|doi|cum")
# Capital letters that name no body.
NO_BODIES = Phrases(
    "ocop|gdp|grdp|pci|par|ict|iso|ai|cntt|vneid|xhcn|cnxh|usd|vnd|fdi|ktxh|bhyt|attp|pccc|internet|facebook"
    "|website|video"
    "|online|fanpage|youtube|tiktok|logo|banner|clip|robot|marketing|startup|festival|covid|zalo|email|app|mobile"
)
# At the head of a sentence these are verbs as often as names: "Lãnh đạo các chi bộ thực hiện …".
LEADERS = Phrases("lanh dao|chi huy|thanh tra|cap truong")

# What may follow "các", "mỗi", "từng".
EACH_HEADS = Phrases(
    "tham phan|hoa giai vien|co van|vi chuc sac"
    "|diem truong|dang vien|can bo|bo|bo truong|chi uy|chi bo|chi|chi dang bo|dang bo|dang bo bo phan|dang uy"
    "|dang uy bo phan|dang doan|cap uy|cap|ban|lop"
    "|so|nganh"
    "|co quan|don vi"
    "|doan the|doan"
    "|to chuc|phong|bo nganh|huyen|xa|phuong|thi tran|thi xa|thi|thanh pho|quan|tinh|dac khu|khoa|thanh uy|huyen uy"
    "|thi uy|truong|hoi|cong doan|cong ty|doanh nghiep|hop tac xa|dia phuong|khoi|dong chi|uy ban|trung tam|vien"
    "|cum|thanh vien|lanh dao|thu truong|nguoi dung dau|cuc|vu|to|tap the|benh vien|chu tich|chu nhiem|giam doc"
    "|truong phong|truong ban|ubnd|htx|ub|hdnd|ubkt|mttq|btv|khu|nha truong|nha may|ngan hang|nhom|bo phan|thon|ap"
    "|khu pho|ttyt|bvdk|clb"
    "|to dan pho|chi hoi|chi doan|co so|lien doan|lien hiep|bao|dai|van phong|chi cuc|tieu ban|doi|tram|tram y te"
    "|can su|bi thu|pho bi thu|cap uy vien|uy vien|dang uy vien|ban thuong vu|dai hoc|hoc vien|nha van hoa"
    "|chu dau tu|nha thau|chu doanh nghiep|chu co so|ban giam doc|mat tran|hiep hoi|cau lac bo|tap doan"
    "|tong cong ty|quy|hoi dong|chi nhanh|xuong|luc luong|toa soan|thoi bao|ca nhan|nha khoa hoc|buon|khom|xom"
    "|tieu doan|trung doan|su doan|lu doan|dai doi|trung doi|tau|kip truc"
)  # fmt: skip
# "các tổ hợp tác", "các bộ tiêu chí": not given work to.
NOT_EACH_HEADS = Phrases(
    "ban hanh|ban tin|to hop|to chuc thuc hien|don vi tinh|bo tieu chi|bo phim|bao cao|hoi nghi|hoi thi|hoi thao"
    "|hoi cho|so lieu|so do|doi tuong|doi moi|phong trao|phong su|quan diem|quan ly|vu viec|vu an|cum tu|cap do"
    "|doanh nhan|tinh huong|tinh chat|khu vuc|truong hop|co so du lieu|co so vat chat|co so ha tang|to chuc nhan dan"
    "|to chuc trien khai|chi tieu|chi phi|chi thi|cap doi|quy dinh|quy trinh|quy hoach|quy dat|quy che"
    "|nhom nhiem vu|nhom giai phap|nhom viec|khoi luong|khoi kien thuc|xa vien|dai bieu|vien chuc|doan vien"
    "|hoi vien|chi dao|quan nhan|thon tin|bo luat|bo may|bo quy tac|thi sinh|ban sao|ban do|to khai|luc luong san xuat"
    "|to hop tac|to yeu to|hoi dong nhan|tram thu|nganh nghe|nganh hang|co quan bao chi dang tai"
)  # fmt: skip

# How a name goes on in small letters.
MODIFIERS = Phrases(
    "co gioi|bo binh|trinh sat|cong binh|phao binh|phong khong|co so|truc thuoc|thuoc va truc thuoc|cap tren|cap duoi"
    "|cap tren truc tiep|cap tinh|cap huyen|cap xa"
    "|bo phan|cap thanh pho|cap phuong|cap minh|cung cap|dia phuong|tinh|huyen|xa|phuong|thi tran|thi xa|thanh pho|quan"
    "|dac khu|khu vuc|lien khu vuc|nhan dan|dang|doan the|chinh tri|xa hoi|nghe nghiep|nha nuoc|quan su|bien phong"
    "|su nghiep"
    "|cong lap|ngoai cong lap|chuyen mon|chuyen trach|hanh chinh|chuc nang|lien quan|co lien quan|huu quan"
    "|giup viec|con lai|khac|mien nam|mien bac|mien trung|vu trang|thi dua|nong thon moi|dieu phoi nong thon moi"
    "|du an|du an dau tu xay dung|rung phong ho"
    "|rung dac dung|nghe|cong ich|ve sinh moi truong|bien|bien dao|phu trach dia ban|phu trach linh vuc"
    "|phu trach co so|dai bieu|dien tu|chi nhanh"
    "|chiu su giam sat|chiu su kiem tra|su tien bo|phu nu|trong tinh|trong huyen|trong xa|trong khoi|trong nganh"
    "|trong toan|trong dang bo"
    "|trong toan dang bo|trong toan khoi|trong toan tinh|trong he thong|trong cum|trong he thong chinh tri"
    "|tren dia ban|dong tren dia ban|dong quan tren dia ban|thuoc|cua|o co so|tai co so|o dia phuong"
    "|dia phuong lien quan|vu trang"
    "|quan doi|quan nhan|lop|tuyen tinh|tuyen huyen|tuyen xa|tuyen tren"
    "|tuyen duoi|cong an|vien chuc|tu nhien|nha may|lao dong|cong chuc|khu cong nghiep|khu kinh te"
    "|cum cong nghiep|hop tac xa|chien binh|binh|nguoi cao tuoi|cao tuoi|thap do|thieu nien|ho chi minh|viet nam"
    "|van hoc|nghe thuat|van hoc nghe thuat|khoa hoc|ky thuat|quan chung|tin nguong|ton giao|dac thu|thanh vien"
    "|thuong truc|dac biet|chu quan|quan ly cap tren|mot cua|cap co so|moi truong|phat trien|dau tu|dau tu phat trien"
    "|bao chi|truyen thong|thong tan|phat thanh|truyen hinh|truyen thanh|du lich|the thao|doi ngoai|huu nghi"
    "|cac to chuc huu nghi|cac hoi|tre em|mo coi|khuyet tat|nguoi khuyet tat|tre mo coi|da cam|chat doc da cam"
    "|suc khoe|can bo|suc khoe can bo|dan su|phong thu dan su|tim kiem cuu nan|nhan dao|tu thien|bao tro"
    "|nguoi tieu dung|dan so|y te|giao duc|dao tao|kinh te|noi bo|dan cu|trong nuoc|hai quan|thue"
    "|ve moi truong|thi truong|dat dai|khuyen nong|bao ve thuc vat|thu y|thuy san|kiem lam|lam nghiep"
    "|nong nghiep|nong thon|cong nghiep|thuong mai|tin dung|cong dong|dong tu|dan quan|du bi dong vien"
    "|doanh nghiep|phi chinh phu|ngoai nha nuoc|von nha nuoc|tu nhan|tu thuc|dai hoc|cao dang|trung cap|pho thong"
    "|mam non|tieu hoc|trung hoc|trung hoc co so|trung hoc pho thong|day nghe|san xuat|kinh doanh|dich vu"
    "|cap uy|chi bo|dang bo|chi uy|dang uy|cong tac|cong doan|cap chi bo|khoi|nganh|uy|cong nhan|lien minh"
    "|duoc phan cong|duoc phan cong phu trach|duoc phan cong phu trach dia ban|duoc phan cong phu trach linh vuc"
    "|duoc phan cong phu trach co so|duoc thanh tra|duoc kiem tra giam sat|duoc kiem tra|duoc giam sat|trong cum"
    "|ngoai tinh|don vi|co quan|ngang bo|cung dia ban|nha truong|chi phi|tam ly|tam ly hoc duong"
    "|mien nui|vung cao|du toan|dau thau|cong tac vien|chung cu|nha chung cu|khu chung cu"
    "|ven bien|tai chinh|toi cao|cap cao|luu dong|thong tin luu dong|van hoa|phat trien nong thon|phat trien do thi"
    "|phat trien ha tang"
    "|to chuc dang"
    "|cac hoi|sinh vien|hoc sinh|hoc vien|nguoi benh|benh nhan|lam sang|can lam sang|khach hang|thanh nien"
    "|trat tu do thi|do thi|ha tang|giao thong|van tai|hang hai|dau khi|cap nuoc|thoat nuoc|thuy loi|thuy nong|ke toan"
    "|vat tu|thiet bi|phap che|tu phap|doi song|bao tang|noi vu|van thu|vien thong|xang dau|luong thuc|thuc pham"
    "|tap the|giang vien|giao vien|nhan vien|bo mon|phan xuong|nu cong|dieu duong|quoc te|tai vu|noi tru|ngoai tru"
    "|chu nhiem|cong nghe|doi moi sang tao|so huu tri tue|an toan thong tin|nghiep vu|cha me hoc sinh|cha me"
    "|phu huynh|ap|thon|xom|buon|khom|khu pho|to dan pho|cac cong trinh|thien nhien"
    "|di tich lich su|di tich|lich su|phia nam|phia bac|khu dan cu|dan cu"
    "|cay trong|vat nuoi|tai nguyen|xe co gioi|the duc the thao|thong minh|tien bo khoa hoc|nong lam san|nguoi co cong"
    "|sau dai hoc|phap luat|nan nhan|thay thuoc|thong tin co so|dao tao nghe|nghe nghiep"
    "|tieu chuan do luong chat luong|moi truong nong thon|quan tri|gioi|tre|phu san|y hoc co truyen|duoc lieu|tam than"
    "|cong trinh|dan dung|lien nganh|trong diem|quoc gia|quoc phong|an ninh|bien gioi"
    "|cua khau|cang|duong sat|duong bo|duong thuy noi dia|dang kiem|khi tuong thuy van|dia chinh|khoang san|rung"
    "|ben xe|cong vien|cay xanh|chieu sang|nha o|tau bien|dong vat|thu vien|trong cong|han lam|lu hanh|nhan luc"
    "|trong chi bo|trong co quan|trong don vi|benh vien|cong ty|tong cong ty|xi nghiep|hoc duong"
    "|doanh nhan|cuu sinh vien|cuu hoc sinh|o khu dan cu|o cac khu dan cu|o thon|o ap|o to dan pho"
)  # fmt: skip
# Long names of which only the first word has a capital, and some hold a comma.
COMPOUNDS = Phrases(
    "giu chuc vu lanh dao quan ly|giu chuc vu lanh dao|giu chuc vu|an toan ve sinh lao dong|an toan ve sinh vien"
    "|xuat nhap khau|ngoai giao|chuyen doi so|hop tac quoc te"
    "|kiem tra giam sat|thi dua khen thuong|phat trien nguon nhan luc"
    "|dang bo|dang uy|dang doan|dang uy vien|cong nghe thong tin|cong nghe so|y te du phong"
    "|pho bien giao duc phap luat|bao ve cham soc suc khoe can bo"
    "|kiem soat benh tat|tro giup phap ly|xuc tien dau tu|xuc tien thuong mai|dich vu viec lam|dich vu hanh chinh cong"
    "|phuc vu hanh chinh cong|hanh chinh cong|cai cach hanh chinh|dich vu nong nghiep|quan ly thi truong|quan ly du an"
    "|dich vu tong hop|thanh nien tinh nguyen|so cap cuu|huan luyen so cap cuu"
    "|giao duc nghe nghiep giao duc thuong xuyen|quan ly bao ve va phat trien rung|bao ve va phat trien rung"
    "|kiem lam co dong va phong chay chua chay rung|kiem lam co dong"
    "|quan ly dau tu xay dung|ve sinh dich te|an ninh mang|duong thuy noi dia"
    "|an ninh mang va phong chong toi pham su dung cong nghe cao|dam bao chat luong giao duc|dam bao chat luong"
    "|bao dam chat luong|chan thuong chinh hinh|gay me hoi suc|thanh nien cong nhan nong thon va do thi"
    "|thanh nien nong thon cong nhan va do thi|phat trien quy dat"
    "|giao dich viec lam|giam dinh y khoa|kiem dinh chat luong|kiem nghiem"
    "|phong chong thien tai|phong thu dan su|tim kiem cuu nan|tiep cong dan|giao duc thuong xuyen|giao duc nghe nghiep"
    "|day nghe|cham soc suc khoe|bao tro xa hoi|cong tac xa hoi|dieu duong nguoi co cong|nuoc sach|thong tin dai chung"
    "|van hoa nghe thuat|chinh sach xa hoi|xay dung nong thon moi|xo so kien thiet|tham tra|thi hanh an"
    "|thi hanh an dan su"
    "|trong trot va bao ve thuc vat|chan nuoi va thu y|bao hiem xa hoi|bao ve quyen loi|quan ly chat luong"
    "|kinh te hop tac|to chuc dang dang vien|to chuc bien che|van hoa van nghe|tuyen truyen bao chi xuat ban"
    "|bao chi xuat ban"
    "|an ninh trat tu|hau can"
    "|khanh tiet|phong chay chua chay va cuu nan cuu ho|phong chay chua chay|phong chong toi pham su dung cong nghe cao"
    "|phong chong toi pham|an toan ve sinh thuc pham"
    "|lao dong nguoi co cong va xa hoi|hoc sinh sinh vien|giam sat dieu hanh do thi thong minh"
    "|cay trong vat nuoi|phong chong thien tai va tim kiem cuu nan|bao tro xa hoi tre em|bao ve an ninh trat tu"
    "|doan the va cac hoi"
    "|quan ly thu"
    "|quan ly hanh chinh ve trat tu xa hoi|kiem tra quy tac do thi|nong lam san va thuy san|hoi suc tich cuc chong doc"
    "|hoi suc tich cuc"
    "|cong nghe sinh hoc|dang ky dat dai|dang kiem xe co gioi|chat doc da cam dioxin"
    "|ung dung tien bo khoa hoc va cong nghe|kiem soat nhiem khuan|ky thuat tieu chuan do luong chat luong"
    "|cong tac bao ve cham soc suc khoe can bo|co phan|noi tong hop|ngoai tong hop|ke hoach tong hop"
    "|du an dau tu xay dung|chan doan hinh anh|tham do chuc nang"
)  # fmt: skip
# What a steering board is for: Ban Chỉ đạo phòng, chống tham nhũng, lãng phí, tiêu cực tỉnh.
THEMES = Phrases(
    "phong chong tham nhung lang phi tieu cuc|phong chong tham nhung tieu cuc|phong chong tham nhung"
    "|phong chong toi pham"
    "|phong chong thien tai|phong chong dich|xay dung nong thon moi|cai cach hanh chinh|cai cach tu phap|chuyen doi so"
    "|thuc hien quy che dan chu o co so|thuc hien quy che dan chu|quy che dan chu|cong tac dan so|cong tac ton giao"
    "|cong tac ton giao dan toc|cong tac thong tin doi ngoai|cong tac nhan quyen|hoi nhap quoc te|giam ngheo"
    "|giam ngheo ben vung"
    "|cac chuong trinh muc tieu quoc gia|chuong trinh muc tieu quoc gia|phat trien kinh te tap the"
    "|doi moi phat trien kinh te tap the"
    "|kinh te tap the|kinh te tap the hop tac xa|sap xep don vi hanh chinh|tong ket|bau cu|bao ve nen tang tu tuong"
    "|phong thu dan su"
    "|thi dua khen thuong|pho bien giao duc phap luat|phoi hop pho bien giao duc phap luat|phong thu khu vuc"
    "|khu vuc phong thu"
    "|dai doan ket|toan dan doan ket xay dung doi song van hoa|xay dung doi song van hoa|an toan giao thong"
    "|vi su tien bo cua phu nu|boi thuong giai phong mat bang|boi thuong ho tro va tai dinh cu"
    "|boi thuong ho tro tai dinh cu"
    "|chuong trinh|nghi quyet|de an|phong trao|phong trao thi dua|tieu cuc|lang phi"
)  # fmt: skip
# The level of a body closes its name: "Hội Người yêu sách tỉnh".
LEVELS = Phrases("tinh|huyen|xa|phuong|thanh pho|thi xa|thi tran|dac khu")
# … and is followed only by these.
BEHIND_LEVELS = Phrases(
    "tinh|huyen|xa|phuong|thanh pho|truc thuoc|lien quan|co lien quan|huu quan|thuoc|cua|con lai|khac|tren dia ban"
    "|trong|phu trach|ven bien|mien nui|vung cao|bien dao|duoc|o|bien gioi|dac thu|khu vuc|vien tro|to dan pho|thon|ap"
    "|khu pho"
)
# At the head of a line these go on with the organ named above it: "Ban Tổ chức | Tỉnh ủy".
OWNERS = Phrases("tinh uy|thanh uy|huyen uy|quan uy|thi uy|dang uy|chi uy|uy ban nhan dan|hoi dong nhan dan|ubnd|hdnd")
# Alone these name no body yet: "Ban Thường vụ | Hội Nông dân".
ORGANS = Phrases(
    "van phong|thuong truc|thuong vu|ban thuong vu|ban chap hanh|ban chu nhiem|ban giam doc|ban giam hieu|ban quan ly"
    "|ban chi dao|ban chi huy|ban lanh dao|ban can su|ban can su dang|dang uy|dang bo|chi uy|chi bo|dang doan|cong doan"
    "|doan thanh nien|chi doan|hoi dong|uy ban|bo phan|to cong tac|to giup viec|tap the|thu truong|nguoi dung dau"
    "|bi thu|pho bi thu|chu tich|pho chu tich|giam doc|pho giam doc|truong ban|pho truong ban|truong phong"
    "|pho truong phong|chanh van phong|hieu truong|co quan|don vi|dong chi|bo chi huy|bo tu lenh"
)  # fmt: skip
# Nor do these at the end of a longer name: "Ban Thường trực Ủy ban | MTTQ Việt Nam xã".
UNFINISHED = Phrases("uy ban|hoi dong|lien minh|lien hiep|hiep hoi")
# These join a name with the body it belongs to; what follows must itself look like a body or place.
BELONGS = Phrases("thuoc|cua")
NOT_OWNERS = Phrases("pham vi|linh vuc|tham quyen|nhiem vu|trach nhiem|dien")

# Nouns that go on a collective after a comma or "và": các sở, ban, ngành; UBND các huyện, thị xã, thành phố.
PLURALS = Phrases(
    "can bo|bo mon|dang vien"
    "|cong chuc|vien chuc|nguoi lao dong|doan vien|hoi vien|chi uy|chi bo|chi|dang bo|dang uy|dang doan"
    "|ban can su|ban can su dang|cap uy|cap|ban|so|nganh|bo|co quan|don vi"
    "|doan the|doan|to chuc dang|to chuc|to chuc chinh tri|to chuc hoi|phong|huyen|xa|phuong|thi tran|thi xa|thanh pho"
    "|quan|dac khu|thanh uy|huyen uy|thi uy|thanh doan|huyen doan|thi doan|truong|hoi|hoi vien|cong doan"
    "|doanh nghiep|hop tac xa|dia phuong|khoi|ca nhan|chinh quyen|mat tran|trung tam|vien|cuc|vu|chi cuc|thi|cum"
    "|nguoi dung dau|thu truong|lanh dao|ap|thon|lang|buon|khom|xom|khu pho|to dan pho|to dang|to|bo phan"
    "|luc luong vu trang|nha khoa hoc|tieu doan|trung doan|su doan|lu doan|dai doi|trung doi"
    "|ban dang|ban nganh|phong ban|doan thanh nien|doan truc thuoc|ban xay dung dang|ban tham muu|van phong cap uy"
    "|dai hoc|cao dang|trung cap|mam non|tieu hoc|trung hoc|trung hoc co so|trung hoc pho thong"
    "|giup viec|khoa|tram|doi|can lam sang|nha truong|nha may|khu cong nghiep|linh vuc|tap the|cac cap"
)  # fmt: skip
# Cán bộ, công chức, viên chức, đoàn viên, hội viên.
STAFF = Phrases("vien chuc|doan vien|hoi vien|cong chuc|dang vien|nguoi lao dong")
SCHOOLS = Phrases("mam non|tieu hoc|th|trung hoc|trung hoc co so|thcs|trung hoc pho thong|thpt|cao dang|dai hoc")
# What may stand between "cơ quan" and the next word and be a noun: các cơ quan tham mưu, giúp việc.
NOUNS_TOO = Phrases(
    "kiem tra|quan ly|tham muu|giam sat|thanh tra|lanh dao|phu trach|bao ve|dieu hanh|giup viec|soan thao|tu van"
    "|bien tap"
    "|chi dao|huong dan|bau cu|tham dinh|tuyen dung|xet duyet|xet tuyen|van dong|phan ung nhanh|kiem ke|nghiem thu"
    "|thanh ly|ung cuu|cuu nan|tuyen truyen|van hanh|khao sat|danh gia|coi thi|cham thi|tiep nhan|ho tro|tuan tra"
    "|kham benh|phuc vu|truc ban"
)
NOUN_HEADS = Phrases(
    "can bo|cong chuc|vien chuc|giao vien|bac si|dieu duong|cac ban|co quan|don vi|bo phan|nhan vien|cac to|cac phong"
    "|tieu ban|mot to|cac doan"
    "|cac doi|cac nhom|hoi dong"
)

# Names of departments that hold "và" or a comma, and those that lists leave the head out of.
FIELDS: dict[str, Phrases] = {
    "bo": Phrases(
        "cong an|quoc phong|ngoai giao|noi vu|tu phap|tai chinh|cong thuong|y te|xay dung|giao duc va dao tao"
        "|nong nghiep va moi truong|nong nghiep va phat trien nong thon|tai nguyen va moi truong|giao thong van tai"
        "|khoa hoc va cong nghe|van hoa the thao va du lich|thong tin va truyen thong|dan toc va ton giao"
        "|lao dong thuong binh va xa hoi|ke hoach va dau tu"
    ),
    "so": Phrases(
        "nong nghiep va moi truong|nong nghiep va phat trien nong thon|tai nguyen va moi truong|giao duc va dao tao"
        "|khoa hoc va cong nghe|van hoa the thao va du lich|van hoa va the thao|van hoa thong tin the thao va du lich"
        "|dan toc va ton giao|lao dong thuong binh va xa hoi|thong tin va truyen thong|ke hoach va dau tu"
        "|tai chinh|noi vu|y te|tu phap|cong thuong|xay dung|giao thong van tai|ngoai vu|du lich|quy hoach kien truc"
        "|an toan thuc pham"
    ),
    "ban": Phrases("tuyen giao va dan van|to chuc|tuyen giao|dan van|noi chinh|xay dung dang|kinh te ngan sach"),
    "phong": Phrases(
        "kinh te|kinh te ha tang va do thi|kinh te va ha tang|van hoa xa hoi|van hoa va xa hoi|noi vu|tu phap"
        "|tai chinh ke hoach|giao duc va dao tao|y te|nong nghiep va moi truong|van hoa khoa hoc va thong tin"
        "|quan ly do thi"
    ),
    "hoi": Phrases("nong dan|phu nu|lien hiep phu nu|cuu chien binh|nguoi cao tuoi|chu thap do|khuyen hoc|luat gia"),
}  # fmt: skip
