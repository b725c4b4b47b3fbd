"""The word lists by which ``proposals.privacy_names`` tells a person from a place or an office."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HONORIFICS = _words(
    """pak pa bapak bpk bp p bu ibu ib h hj haji hajjah mas mbak mba mbakyu sdr sdri saudara saudari
    kang mang amang bang abang teh teteh ceu neng uda uni cak daeng om tante pakde bude budhe paklik
    bulik mbah embah mbok mpok cing encing ncing engkong kong babeh abah umi emak mak nenek nek
    kakek kek aki eyang oma opa opung nyai ko koh cik ci cici encik nyonya ny tuan tn alm almh
    almarhum almarhumah kyai kiyai kiai kh ustadz ustad ustadzah ustazah ustaz ust uztad gus habib
    pendeta pdt romo suster raden dr drs dra ir"""
)
WEAK = _words(
    """alm h dr drs dra ir om mas bang pa bp p ib uni tuan teh wak aki ny tn ust kh mak emak nek kek
    kong ko koh abang ci cik cing mang amang uda cak neng gus umi oma opa romo suster raden nyai
    abah"""
)
"""Also other words or letters: a name after them is believed only when written like one."""

HOUSE_WORDS = _words("rumah rmh warung tanah kontrakan kediaman")
"""After them H., Bang or Ko is a title also before a name in small or capital letters."""

GOLD = _words("toko emas beli jual perhiasan logam gadai ikan")
"""Before Mas they make it gold, or a goldfish."""

DOTTED = _words("sdri almh prof")
"""Longer than three letters and still written with a dot."""

LEADS = _words(
    "rumah rmh warung tanah pemilik kediaman kontrakan kel anak ketua sekretaris bendahara"
)
"""A well-known name after them, without Pak or Bu, is somebody's."""
LEADS_TO_ANY = _words(
    """nama bernama an jawab rumahnya rmhnya keluarga janda duda hubungi hub kontak cp person
    pemohon pengusul pelapor bidan dokter mantri"""
)
"""After them any name written like one is believed, unless every word of the text is written so."""
ON_BEHALF = _words("nama bernama an")
"""After them it is believed even then."""

OFFICES = _words(
    """rt rw lurah camat kades sekdes seklur walikota wali wakil bupati gubernur presiden kadis
    kasi kasie kepala ketua sekretaris bendahara bidan mantri dokter guru kader posyandu pkk kyai
    ustadz imam modin babinsa bhabinkamtibmas polisi satpam hansip linmas dukuh kadus staf
    pengurus sekcam dewan anggota danramil kapolsek dkm takmir marbot ngaji"""
)
STAFF = _words("kader ketua kepala pengurus bidan petugas")
"""People of a place: in "kader Posyandu Bu Nani" Bu Nani is no name of the posyandu."""
HEADS = _words("ketua sekretaris bendahara")
"""Before RT and RW they lead to a name also without Pak."""
NAMED_BY_PLACE = _words(
    "lurah camat kades walikota wali wakil bupati gubernur presiden kadis kapolsek posyandu"
)
"""Offices that are named with a place, not with a person."""

PLACES = _words(
    """jl jln jalan gang gg masjid mesjid mesjit musholla mushola mushollah musala musola surau
    langgar majelis majlis taklim talim pondok ponpes pesantren sd sdn sdit smp smpn sma sman smk
    mi mts ma tk tpq tpa paud ra yayasan rs rsud rsia rsu klinik apotek taman lapangan jembatan
    jbt terminal bandara stadion perumahan perum komplek kompleks kampung kp lorong lrg stasiun
    gedung makam tpu asrama universitas kampus kali situ sungai waduk pasar plaza hotel naik
    ibadah calon jamaah jemaah calhaj hari raya bulan ongkos puskesmas pustu posyandu posbindu
    madrasah gereja vihara pura koperasi museum danau embung bendungan halte tugu bundaran monumen
    gor villa vila griya puri graha cluster klaster perumnas rusun rusunawa"""
)
NOT_NAMES = _words(
    """yang yg dan dgn dengan di ke dari dr pada untuk utk untk sampai sampe smp sd hingga s.d
    karena krn sehingga shg agar supaya kalau klo kalo jika saat waktu ketika bila sudah sdh udah
    belum blm tidak tdk gak ga nggak tak bukan ada adalah itu ini tsb tersebut sini situ sana akan
    mau bisa dapat harus perlu mohon tolong minta sering selalu kadang suka juga jg lagi masih msh
    hanya cuma saja aja atau ataupun serta para semua seluruh beberapa banyak bnyk warga wrg
    masyarakat anak anak2 hamil menyusui lansia rumah rmh tangga tanah warung wrg toko kebun sawah
    sumur saluran selokan got gorong gorong2 drainase jalan jln jl gang gg jembatan tiang lampu
    pju listrik kabel pohon air banjir genangan sampah bak tps pos ronda kamling balai posyandu
    masjid musholla mushola sekolah sd smp paud tk kantor kelurahan kecamatan puskesmas lapangan
    rusak rsk parah pecah retak amblas ambles longsor bolong berlubang mampet mampat tersumbat
    meluap banjir bocor gelap mati padam roboh rubuh miring sempit lebar panjang tinggi rendah
    dalam luas kotor bau licin becek tergenang terendam tenggelam jebol ambrol keropos hancur
    hilang kosong penuh buntu dekat dkt depan dpn samping smping belakang blkg blakang sebelah
    sblh seberang sebrang antara pojok ujung ujungnya pertigaan perempatan tikungan turunan
    tanjakan utara selatan timur barat kiri kanan atas bawah tengah pinggir sepanjang kurang lebih
    sekitar kira rt rw no nomor meter mtr m km cm unit buah titik bh orang jiwa kk tahun thn
    minggu hari bulan malam siang pagi sore musim hujan kemarau setiap tiap tiap2 sejak lalu
    kemarin sekarang skrg besok tadi nya kami kita saya dia mereka beliau bapak pak bu ibu bpk dll
    dst paling sangat sekali lebih terus menerus kembali baru lama besar kecil milik punya setuju
    bersedia hibah dihibahkan memberi izin ijin kan sama oleh tentang bagi tanpa namun tapi tetapi
    maupun lewat via per satu dua tiga empat lima janda jompo kota pertiwi kandung kader pkk guru
    pedagang pejabat pengajian tani rumahan kos kost kontrakan dinas warteg bakso pecel sembako
    kopi kelontong makan nasi soto lele padang tegal madura bengkel pangkas laundry wakaf fasos
    fasum pemda pemkot negara adat umum milik bengkok garapan kas desa sakit ibadah potong susun
    dijual ambruk ogah layak huni tidak subsidi pompa duka singgah pintar baca data kaca terakhir
    pertama kedua sendiri sebagai dahulu dulu dl tokoh pemuda karang taruna kepala ketua sekalian
    semuanya seberangnya sampingnya mohon trims terima kasih tlg usul diusulkan mulai kena ikut
    kerja sepuh tua muda tetangga daerah wilayah lingkungan hub telp tlp hp wa nik yth pintu pagar
    tembok dinding atap genteng lantai dapur parkir motor mobil truk angkot lebih2 apalagi bahkan
    butuh pakai pake pas arah menuju tembus sebab akibat pun namanya bernama kelompok wanita
    perempuan pria majelis dasawisma dharma muslimat aisyiyah fatayat persatuan paguyuban panitia
    forum himpunan program bantuan usulan kegiatan pelatihan pembangunan perbaikan pengadaan
    pemasangan keluarga berencana harapan sejahtera prasejahtera pra sakinah miskin mampu penerima
    manfaat binaan siaga sehat tangguh rentan stunting balita bayi remaja dewasa dhuafa yatim piatu
    difabel disabilitas korban veteran pejuang asuh angkat tiri susu kos kosan jari kita mu pribadi
    lengkap sendiri2 yayasan pemerintah pengurus pengembang provinsi desa dusun person ngaji agama
    honorer praktik praktek koordinator umum gigi hewan spesialis jaga jatuh lewat lalu2 kaki antri
    ngantri ambil bawa gendong titip masak cuci nyuci jemur antar jemput pulang pergi datang kumpul
    rapat arisan senam penjual petani nelayan buruh sopir ojek bantu dibantu dirawat dilayani
    melewati tinggal bilang kasih dekat2 jawa sumatera sumatra kalimantan sulawesi bali papua
    madura lombok depannya dpnnya belakangnya sebelahnya anda contoh risiko perangkat
    kristen islam katolik hindu buddha nifas bersalin renta buyut kakung tingkat pekerja tunggal
    kantin jualan belanja takut resah senang protes cerita sedang sdg lg trauma tukang becak ronda
    nongkrong nganggur kasir ojol kepleset sayur murni negeri swasta setempat tadi2 sekeluarga
    tahap sekretariat damkar polsek koramil bank tim satgas panti"""
)
NAMES = _words(
    """darto budi agus slamet sutrisno suyono joko eko dwi tri wahyu sri siti nur yanto yanti
    rahman rohman hidayat kurnia kurniawan setiawan gunawan hendra hermawan iwan dedi deden dadang
    asep ujang cecep endang enjang entin euis neneng yayah yati suryadi suryana supardi suparman
    sumarni sumiati suminah sukirman sukirno tukiman tukijo ponijan poniman paijo paiman wagiman
    ngatiman ngadiman ngatinah kasim kasmin kosim mansur mansyur mahmud muhidin muhi naman naim
    naimah saman samsul samsudin syamsudin saepudin saefudin saifudin udin jajang jamal jamaludin
    junaedi junaidi komarudin kamaludin kartini karsono karso karjo marno marni maryam maryati
    mulyadi mulyono mulyati nurdin nurhayati nuraini ratna rina rini rudi rusli rusdi rosid rasyid
    ridwan romli rohmat rahmat rohim rahim salim salamah sanusi sarip sarifudin solihin soleh saleh
    sobari subandi subarkah sugeng sugiyono sugianto sujono suharto suharti suhendar sukma sulaeman
    sulaiman sulastri sunarto sunardi suparno supriyadi supriadi suroso suryanto susanto susilo
    susilawati sutarman sutini sutarno taryono tarmizi tarsih teguh tini titin toha tono trisno
    umar usman usup wati wawan widodo wiwin yadi yahya yani yono yudi yusuf zaenal zainal zaenudin
    zainudin ahmad achmad muhammad mohamad mochamad abdul abdullah ali amin anwar arif aris bambang
    basuki basri bahri burhan daryanto didi edi efendi fajar fatimah fauzi ferdi hadi hadiyanto
    halim halimah hamid hamdan hamzah hanafi hardi harjo haryanto haryono hasan hasanah hasanudin
    hasyim heri herman ibrahim idris ilham imam indra irwan ismail jumadi juminten kasmadi lestari
    lilis maman marzuki masduki masitoh misbah misnan mukhlis mustofa nana nanang nasir nurjanah
    oman parjo parno parman purnomo purwanto rais rasmin robert roni royani sabar safei sahroni
    santoso siti aminah maimunah khadijah aisyah rohani juju juariah jumiati mimin mumun neni nani
    rosmini saroh sarinah sarmini tuti tati titi yuli yulia wulan ani ana andi andri anton aan aep
    ade adi adit ajat aldi alfian ayu bayu dani daniel dewi dian diana dimas dodi dudung dwiyono
    endah erna erni evi fahmi fahri fani faisal farida feri fitri galih gilang hana hani heni ika
    ipah icih ijah irma iis ita joni juli kusnadi kusno lia lilik lina lukman maya mira mita nina
    novi nunung nuri nia oji opik otong puji putri rafi rahma rama rano rian ria rika rita riyanto
    rizal rizki rosidah rukmini santi sinta sofyan surti susi tatang tedi tina tomi toni tuti
    uci uus vina wahid warsito wawat wida wiwik yayan yoga yogi yoyo yuyun zulkifli wayan nyoman
    ketut kadek komang putu michael yohanes agustinus markus petrus paulus maria
    simanjuntak siregar nasution sitompul hutagalung manurung sihombing harahap lubis simatupang
    sinaga situmorang silalahi simbolon sitorus siahaan sianturi siagian sirait hutapea hutabarat
    panjaitan pardede pasaribu pangaribuan purba saragih damanik tambunan tampubolon tobing
    lumbantobing nainggolan napitupulu marpaung manalu gultom ginting sembiring tarigan perangin
    karo daulay hasibuan ritonga rangkuti batubara nadeak sagala samosir sinambela lumbangaol
    rajagukguk aritonang butarbutar tumanggor ompusunggu waworuntu rumambi lengkong pattiasina
    latuconsina tuhumury lie tan wijaya wibowo nugroho prasetyo pratama saputra kusuma hakim"""
)
FIRST_OF_TWO = _words(
    """siti sri nur abdul abd muhammad muhamad mohammad moh muh mochamad much ahmad achmad dwi tri
    dewi ade maria cut andi rd syekh nyi"""
)
"""Hardly ever a whole name: the word after them belongs to it."""

NAME_ENDING = re.compile(
    "[a-z]{2,}(?:udin|uddin|anto|yono|tono|sono|mono|jono|yadi|wati|yati|iati|yanti|ningsih|iyem|inem|inah"
    "|iroh)"
)
NOT_BY_ENDING = re.compile("(?:[a-z]{0,3}(?:lewati|rawati|hayati)|sementono)")
"""What ends like a name and is none."""
GRAMMAR = re.compile(
    "(?:me[mn]|ber|ter)[a-z]{4,}|pe(?:n[gjy]|m)[a-z]{3,}|ke[a-z]{3,}an|[a-z]{3,}nya"
)
"""In small letters no name begins or ends so: verbs, what is done or owned."""
